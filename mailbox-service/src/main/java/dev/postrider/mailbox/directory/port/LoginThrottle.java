package dev.postrider.mailbox.directory.port;

/** How many failed logins are borne. Says nothing about whether a login exists: it does not know. */
public interface LoginThrottle {
    /** Takes one failure in advance. False, and nothing taken: there is none left for this login or client. */
    boolean take(String login, String clientIp);

    /** It was no failure. */
    void giveBack(String login, String clientIp);

    /** This client knew the password: others who guess at this login will not lock it out. */
    void trust(String login, String clientIp);
}

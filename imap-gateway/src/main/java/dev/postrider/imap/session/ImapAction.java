package dev.postrider.imap.session;

import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.port.AppendSpec;
import dev.postrider.sasl.SaslFailure;
import dev.postrider.sasl.SaslInquiry;
import java.util.Optional;

/** What is to be done. In the order of the list; each that waits for something is the last of its list. */
public sealed interface ImapAction {
    /** Send these octets, which are whole lines. */
    record Send(String octets) implements ImapAction {}

    /**
     * Answer a command.
     *
     * @param tag empty: the command had none
     * @param text response code and text
     */
    record Complete(Optional<Tag> tag, Verb verb, Status status, String text) implements ImapAction {
        public static Complete of(Tag tag, Verb verb, Status status, String text) {
            return new Complete(Optional.of(tag), verb, status, text);
        }

        /** The line, with its end. */
        public String line() {
            return tag.map(Tag::text).orElse("*") + " " + status + " " + text + "\r\n";
        }
    }

    /** Ask the store, then {@link ImapEvent.BackendAnswered}. */
    record CallBackend(BackendRequest request) implements ImapAction {}

    /** Send messages, then {@link ImapEvent.BackendAnswered}. */
    record FetchMessages(FetchPlan plan) implements ImapAction {}

    /** Ask the directory, then {@link ImapEvent.LoginChecked}. */
    record CheckLogin(SaslInquiry.Password asked) implements ImapAction {}

    /** Tell the log and the metrics of a login that failed without a question to the directory. */
    record ReportLoginFailure(Verb verb, SaslFailure failure) implements ImapAction {}

    /** The user is known: tell of changes in the account from now on. */
    record WatchAccount(long accountId) implements ImapAction {}

    /** Send this and shake hands, then {@link ImapEvent.TlsEstablished}. */
    record StartTls(Complete answer) implements ImapAction {}

    /** Let time pass, then {@link ImapEvent.PenaltyServed}. */
    record ServePenalty() implements ImapAction {}

    /** The announced literal belongs to the command. */
    record KeepLiteral() implements ImapAction {}

    /** Throw the announced literal and the rest of its command away. */
    record SkipLiteral() implements ImapAction {}

    /** The announced literal will not come. */
    record AbandonCommand() implements ImapAction {}

    /** Begin to store a message: the announced literal is its octets. */
    record OpenAppend(AppendSpec spec) implements ImapAction {}

    /** Store it, then {@link ImapEvent.BackendAnswered}. */
    record FinishAppend() implements ImapAction {}

    /** Do not store it. */
    record AbortAppend() implements ImapAction {}

    /** End the connection when everything was sent. */
    record Close(CloseCause cause) implements ImapAction {}

    /** End the connection at once. */
    record Drop(CloseCause cause) implements ImapAction {}
}

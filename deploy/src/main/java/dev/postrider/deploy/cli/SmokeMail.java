package dev.postrider.deploy.cli;

import dev.postrider.servicekit.config.HostPort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The two conversations of {@code postrider smoke}, as short as they can be. */
final class SmokeMail {
    private static final Pattern QUEUE_ID = Pattern.compile("[0-9A-Z]{26}");
    private static final long POLL_MS = 250;

    private SmokeMail() {}

    /**
     * Submits a message from the login to itself, with {@code token} as its subject and body.
     *
     * @return its queue id
     */
    static String send(HostPort server, boolean implicitTls, Tls tls, String login, String password, String token) {
        try (TalkingSocket socket = TalkingSocket.connect(server)) {
            if (implicitTls) {
                socket.startTls(tls);
            }
            smtp(socket, "220", "");
            smtp(socket, "250", "EHLO smoke.invalid");
            if (!implicitTls) {
                smtp(socket, "220", "STARTTLS");
                socket.startTls(tls);
                smtp(socket, "250", "EHLO smoke.invalid");
            }
            String plain = Base64.getEncoder()
                    .encodeToString(("\0" + login + "\0" + password).getBytes(StandardCharsets.UTF_8));
            smtp(socket, "235", "AUTH PLAIN " + plain);
            smtp(socket, "250", "MAIL FROM:<" + login + ">");
            smtp(socket, "250", "RCPT TO:<" + login + ">");
            smtp(socket, "354", "DATA");
            String accepted = smtp(
                    socket,
                    "250",
                    String.join(
                            "\r\n",
                            "From: <" + login + ">",
                            "To: <" + login + ">",
                            "Subject: " + token,
                            "",
                            token,
                            "."));
            smtp(socket, "221", "QUIT");
            Matcher id = QUEUE_ID.matcher(accepted);
            return id.find() ? id.group() : accepted;
        } catch (IOException e) {
            throw unreachable("submission", server, e);
        }
    }

    /** Says something, if it is not empty. @return the last line of the reply, which must begin with {@code expected} */
    private static String smtp(TalkingSocket socket, String expected, String command) throws IOException {
        if (!command.isEmpty()) {
            socket.say(command);
        }
        String line = socket.line();
        while (line.length() > 3 && line.charAt(3) == '-') {
            line = socket.line();
        }
        if (!line.startsWith(expected)) {
            String verb = command.isEmpty()
                    ? "connecting"
                    : command.lines().findFirst().orElse("").split(" ", 2)[0];
            throw new CommandFailure(CommandFailure.REFUSED, "submission answers to " + verb + ": " + line);
        }
        return line;
    }

    /** Looks into the INBOX until a message with the token is there, and deletes it. */
    static void read(HostPort server, Tls tls, String login, String password, String token, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try (TalkingSocket socket = TalkingSocket.connect(server)) {
            socket.startTls(tls);
            socket.line();
            imap(socket, "LOGIN " + quoted(login) + " " + quoted(password));
            imap(socket, "SELECT INBOX");
            String found = uids(imap(socket, "UID SEARCH SUBJECT " + quoted(token)));
            while (found.isEmpty()) {
                if (System.nanoTime() > end) {
                    throw new CommandFailure(
                            CommandFailure.REFUSED,
                            "the message was accepted, and is not in the mailbox after " + limit.toSeconds()
                                    + " s. Look at delivery-worker and at `postrider trace`.");
                }
                pause();
                imap(socket, "NOOP");
                found = uids(imap(socket, "UID SEARCH SUBJECT " + quoted(token)));
            }
            if (!imap(socket, "UID FETCH " + found + " BODY.PEEK[TEXT]").contains(token)) {
                throw new CommandFailure(
                        CommandFailure.REFUSED, "the message that IMAP shows is not the one that was sent");
            }
            imap(socket, "UID STORE " + found + " +FLAGS.SILENT (\\Deleted)");
            imap(socket, "UID EXPUNGE " + found);
            imap(socket, "LOGOUT");
        } catch (IOException e) {
            throw unreachable("IMAP", server, e);
        }
    }

    /** @return everything up to the tagged answer, which must be OK */
    private static String imap(TalkingSocket socket, String command) throws IOException {
        socket.say("s " + command);
        StringBuilder answer = new StringBuilder();
        String line = socket.line();
        while (!line.startsWith("s ")) {
            answer.append(line).append('\n');
            line = socket.line();
        }
        if (!line.startsWith("s OK")) {
            throw new CommandFailure(
                    CommandFailure.REFUSED, "IMAP answers to " + command.split(" ", 2)[0] + ": " + line.substring(2));
        }
        return answer.toString();
    }

    private static String uids(String answer) {
        return answer.lines()
                .filter(line -> line.startsWith("* SEARCH"))
                .map(line -> line.substring("* SEARCH".length()).strip().replace(' ', ','))
                .findFirst()
                .orElse("");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(CommandFailure.UNREACHABLE, "interrupted");
        }
    }

    private static CommandFailure unreachable(String what, HostPort server, IOException e) {
        return new CommandFailure(
                CommandFailure.UNREACHABLE,
                what + " at " + server.host() + ":" + server.port() + ": "
                        + e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage()));
    }
}

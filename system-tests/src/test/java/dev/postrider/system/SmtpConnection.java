package dev.postrider.system;

import dev.postrider.testkit.dialogue.TrustingTls;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A client that says each step by itself and tells each reply: what the ledger writes down. */
public final class SmtpConnection implements Closeable {
    private static final int TIMEOUT_MS = 40_000;

    private Socket socket;
    private InputStream in;
    private OutputStream out;

    /**
     * The reply to one message. {@code queueId} only behind a 250.
     *
     * @param toContent whether it answers the final dot, rather than a command before it
     */
    public record Outcome(int code, String text, boolean toContent) {
        public boolean accepted() {
            return code == 250;
        }

        /** Whether the message may arrive all the same: the server could not find out in time whether its log has it. */
        boolean leavesOpen() {
            return toContent && code / 100 == 4;
        }

        boolean isForGood() {
            return code / 100 == 5;
        }

        /** {@code 2.0.0 <queueId> …}: the word behind the status. */
        public Optional<String> queueId() {
            String[] words = text.split(" ", -1);
            return accepted() && words.length > 1 ? Optional.of(words[1]) : Optional.empty();
        }
    }

    private SmtpConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Connects and greets. @throws IOException if that fails or the server does not want us */
    public static SmtpConnection open(int port) throws IOException {
        SmtpConnection connection = new SmtpConnection(new Socket(InetAddress.getLoopbackAddress(), port));
        connection.expect(220, connection.readReply());
        connection.expect(250, connection.say("EHLO ledger.test"));
        return connection;
    }

    /** Connects, encrypts and logs in. */
    public static SmtpConnection openSubmission(int port, String user, String password) throws IOException {
        SmtpConnection connection = open(port);
        connection.expect(220, connection.say("STARTTLS"));
        connection.socket =
                TrustingTls.context().getSocketFactory().createSocket(connection.socket, "localhost", port, true);
        connection.in = new BufferedInputStream(connection.socket.getInputStream());
        connection.out = connection.socket.getOutputStream();
        connection.expect(250, connection.say("EHLO ledger.test"));
        String plain =
                Base64.getEncoder().encodeToString(("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8));
        connection.expect(235, connection.say("AUTH PLAIN " + plain));
        return connection;
    }

    /**
     * Sends one message.
     *
     * @param content with CRLF line ends, the last line ended
     * @return the reply to the final dot, or the reply that ended the transaction before
     * @throws IOException if the connection broke: then nobody knows
     */
    public Outcome send(String sender, List<String> recipients, byte[] content) throws IOException {
        Outcome reply = say("MAIL FROM:<" + sender + "> BODY=8BITMIME SIZE=" + content.length);
        if (reply.code() != 250) {
            return reply;
        }
        for (String recipient : recipients) {
            reply = say("RCPT TO:<" + recipient + ">");
            if (reply.code() != 250) {
                say("RSET");
                return reply;
            }
        }
        reply = say("DATA");
        if (reply.code() != 354) {
            return reply;
        }
        out.write(stuffed(content));
        out.flush();
        reply = readReply();
        return new Outcome(reply.code(), reply.text(), true);
    }

    /** RFC 5321 s4.5.2, and the final dot. */
    private static byte[] stuffed(byte[] content) {
        ByteArrayOutputStream stuffed = new ByteArrayOutputStream(content.length + 64);
        boolean lineStart = true;
        for (byte octet : content) {
            if (lineStart && octet == '.') {
                stuffed.write('.');
            }
            stuffed.write(octet);
            lineStart = octet == '\n';
        }
        stuffed.writeBytes(".\r\n".getBytes(StandardCharsets.US_ASCII));
        return stuffed.toByteArray();
    }

    private Outcome say(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        return readReply();
    }

    private void expect(int code, Outcome reply) throws IOException {
        if (reply.code() != code) {
            close();
            throw new IOException("the server said " + reply + " where " + code + " was due");
        }
    }

    private Outcome readReply() throws IOException {
        String line = readLine();
        while (line.length() > 3 && line.charAt(3) == '-') {
            line = readLine();
        }
        if (!line.matches("\\d{3}.*")) {
            throw new IOException("not a reply: " + line);
        }
        return new Outcome(
                Integer.parseInt(line.substring(0, 3)), line.substring(3).strip(), false);
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server has closed the connection");
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

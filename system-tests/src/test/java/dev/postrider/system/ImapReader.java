package dev.postrider.system;

import dev.postrider.testkit.dialogue.TrustingTls;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A plain IMAP client over TLS that keeps every octet: for checking what a mailbox holds. */
public final class ImapReader implements Closeable {
    private static final int TIMEOUT_MS = 40_000;
    private static final Pattern LITERAL = Pattern.compile(".*\\{(\\d+)}", Pattern.DOTALL);
    private static final Pattern UID = Pattern.compile("\\bUID (\\d+)");
    private static final Pattern SIZE = Pattern.compile("\\bRFC822\\.SIZE (\\d+)");

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private int tags;

    /** One response; each literal's octets stand in {@code literals}, in Latin-1, its {@code {n}} stays in the text. */
    public record Response(String text, List<String> literals) {}

    /** A message as the server tells it. */
    public record Fetched(long uid, long size, String latin1) {
        public byte[] octets() {
            return latin1.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** What STATUS says. */
    public record Status(long uidNext, long uidValidity, long messages) {}

    private ImapReader(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MS);
        this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        this.out = socket.getOutputStream();
    }

    public static ImapReader login(int imapsPort, String user, String password) throws IOException {
        ImapReader reader =
                new ImapReader(TrustingTls.context().getSocketFactory().createSocket("127.0.0.1", imapsPort));
        reader.readResponse();
        reader.command("LOGIN \"" + user + "\" \"" + password + "\"");
        return reader;
    }

    /** Selects INBOX read-only. */
    public void examine() throws IOException {
        command("EXAMINE INBOX");
    }

    public Status status() throws IOException {
        String text = command("STATUS INBOX (UIDNEXT UIDVALIDITY MESSAGES)").stream()
                .map(Response::text)
                .filter(line -> line.startsWith("* STATUS"))
                .findFirst()
                .orElseThrow(() -> new IOException("no STATUS response"));
        return new Status(number(text, "UIDNEXT"), number(text, "UIDVALIDITY"), number(text, "MESSAGES"));
    }

    private static long number(String text, String item) throws IOException {
        Matcher matcher = Pattern.compile("\\b" + item + " (\\d+)").matcher(text);
        if (!matcher.find()) {
            throw new IOException("no " + item + " in " + text);
        }
        return Long.parseLong(matcher.group(1));
    }

    /** The UIDs that a UID SEARCH finds in the selected mailbox. */
    public SortedSet<Long> search(String criteria) throws IOException {
        SortedSet<Long> uids = new TreeSet<>();
        for (Response response : command("UID SEARCH " + criteria)) {
            if (response.text().startsWith("* SEARCH")) {
                Pattern.compile("\\d+")
                        .matcher(response.text())
                        .results()
                        .forEach(match -> uids.add(Long.parseLong(match.group())));
            }
        }
        return uids;
    }

    /** Whole messages of the selected mailbox, in the order in which the server sends them. */
    public List<Fetched> fetch(String uidSet) throws IOException {
        List<Fetched> messages = new ArrayList<>();
        for (Response response : command("UID FETCH " + uidSet + " (UID RFC822.SIZE BODY.PEEK[])")) {
            Matcher uid = UID.matcher(response.text());
            Matcher size = SIZE.matcher(response.text());
            if (response.literals().size() == 1 && uid.find() && size.find()) {
                messages.add(new Fetched(
                        Long.parseLong(uid.group(1)),
                        Long.parseLong(size.group(1)),
                        response.literals().getFirst()));
            }
        }
        return messages;
    }

    /** Carries out a command. @throws IOException if the server does not say OK */
    public List<Response> command(String text) throws IOException {
        String tag = "t" + ++tags;
        out.write((tag + " " + text + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        List<Response> untagged = new ArrayList<>();
        while (true) {
            Response response = readResponse();
            if (response.text().startsWith(tag + " ")) {
                if (!response.text().startsWith(tag + " OK")) {
                    throw new IOException(
                            text.replaceAll("(LOGIN \\S+) .*", "$1 …") + " was answered " + response.text());
                }
                return untagged;
            }
            if (response.text().startsWith("* BYE")) {
                throw new IOException("the server said " + response.text());
            }
            untagged.add(response);
        }
    }

    /** Begins a command and waits for nothing. */
    void say(String text) throws IOException {
        out.write(("t" + ++tags + " " + text + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private Response readResponse() throws IOException {
        StringBuilder text = new StringBuilder();
        List<String> literals = new ArrayList<>();
        while (true) {
            String line = readLine();
            text.append(line);
            Matcher literal = LITERAL.matcher(line);
            if (!literal.matches()) {
                return new Response(text.toString(), literals);
            }
            byte[] octets = in.readNBytes(Integer.parseInt(literal.group(1)));
            if (octets.length != Integer.parseInt(literal.group(1))) {
                throw new EOFException("the connection ended inside a literal");
            }
            literals.add(new String(octets, StandardCharsets.ISO_8859_1));
        }
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server has closed the connection");
            }
            line.write(c);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

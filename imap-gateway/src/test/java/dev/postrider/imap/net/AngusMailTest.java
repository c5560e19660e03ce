package dev.postrider.imap.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.imap.fake.FakeStore;
import dev.postrider.imap.fake.SampleMessages;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.event.MessageCountAdapter;
import jakarta.mail.event.MessageCountEvent;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.search.SubjectTerm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that this project did not write. */
final class AngusMailTest {
    private final SocketServer server = new SocketServer();
    private FakeStore backend = new FakeStore();

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        server.start(directory);
        backend = server.freshStore();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private Store connect(String protocol) throws Exception {
        Properties properties = new Properties();
        String prefix = "mail." + protocol + ".";
        properties.setProperty(prefix + "ssl.trust", "*");
        properties.setProperty(prefix + "ssl.checkserveridentity", "false");
        properties.setProperty(prefix + "starttls.required", protocol.equals("imap") ? "true" : "false");
        properties.setProperty(prefix + "timeout", "20000");
        Store store = Session.getInstance(properties).getStore(protocol);
        store.connect("127.0.0.1", server.port(protocol), FakeStore.LOGIN, FakeStore.PASSWORD);
        return store;
    }

    @Test
    void readsWhatWasDelivered() throws Exception {
        backend.deliver("INBOX", SampleMessages.named("multipart"));
        backend.deliver("INBOX", SampleMessages.named("rfc3501"));
        String large = "Subject: large\r\n\r\n" + "0123456789abcde\r\n".repeat(60_000);
        backend.deliver("INBOX", large);
        try (Store store = connect("imaps");
                Folder inbox = store.getFolder("INBOX")) {
            inbox.open(Folder.READ_WRITE);
            Message[] messages = inbox.getMessages();
            assertEquals(3, messages.length);
            FetchProfile profile = new FetchProfile();
            profile.add(FetchProfile.Item.ENVELOPE);
            profile.add(FetchProfile.Item.CONTENT_INFO);
            profile.add(FetchProfile.Item.FLAGS);
            inbox.fetch(messages, profile);
            assertEquals("IMAP4rev1 WG mtg summary and minutes", messages[1].getSubject());
            MimeMultipart parts = (MimeMultipart) messages[0].getContent();
            assertEquals(2, parts.getCount());
            assertEquals("one", parts.getBodyPart(0).getContent());
            assertEquals("inner", ((MimeMessage) parts.getBodyPart(1).getContent()).getSubject());
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            messages[2].writeTo(octets);
            assertArrayEquals(large.getBytes(StandardCharsets.ISO_8859_1), octets.toByteArray());
            assertEquals(1, inbox.search(new SubjectTerm("minutes")).length);
            assertTrue(messages[2].isSet(Flags.Flag.SEEN));
        }
    }

    @Test
    void appendsCopiesMovesAndExpunges() throws Exception {
        try (Store store = connect("imap")) {
            Folder work = store.getFolder("Entwürfe/work");
            assertTrue(work.create(Folder.HOLDS_MESSAGES));
            assertEquals(
                    List.of("Entwürfe", "Entwürfe/work", "INBOX", "Sent"),
                    Arrays.stream(store.getDefaultFolder().list("*"))
                            .map(Folder::getFullName)
                            .sorted()
                            .toList());
            String text = SampleMessages.named("appended");
            MimeMessage message = new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
            IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX");
            inbox.open(Folder.READ_WRITE);
            inbox.appendMessages(new Message[] {message, message, message});
            assertEquals(3, inbox.getMessageCount());
            inbox.copyMessages(inbox.getMessages(1, 1), work);
            inbox.moveMessages(inbox.getMessages(2, 2), work);
            assertTrue(inbox.getMessage(2).isExpunged());
            inbox.getMessage(1).setFlag(Flags.Flag.DELETED, true);
            // The moved one, too: this client forgets messages only here.
            assertEquals(2, inbox.expunge().length);
            assertEquals(1, inbox.getMessageCount());
            inbox.close(false);
            work.open(Folder.READ_ONLY);
            assertEquals(2, work.getMessageCount());
            assertEquals("appended", work.getMessage(2).getSubject());
            work.close(false);
            assertTrue(work.renameTo(store.getFolder("Archive")));
            assertTrue(store.getFolder("Archive").delete(false));
        }
    }

    @Test
    void hearsOfNewMailInIdle() throws Exception {
        try (Store store = connect("imaps");
                IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX")) {
            inbox.open(Folder.READ_ONLY);
            CompletableFuture<String> heard = new CompletableFuture<>();
            inbox.addMessageCountListener(new MessageCountAdapter() {
                @Override
                public void messagesAdded(MessageCountEvent event) {
                    heard.complete("added " + event.getMessages().length);
                }
            });
            Thread idler = Thread.ofVirtual().start(() -> {
                try {
                    inbox.idle(true);
                } catch (MessagingException e) {
                    heard.completeExceptionally(e);
                }
            });
            // Before or after IDLE begins: it must be heard either way.
            backend.deliver("INBOX", SampleMessages.named("news"));
            assertEquals("added 1", heard.get(20, TimeUnit.SECONDS));
            idler.join(20_000);
        }
    }
}

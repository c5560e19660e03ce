package dev.postrider.mailbox.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MailboxNameTest {
    private static Optional<String> parsed(String given) {
        return MailboxName.parse(given).map(MailboxName::text);
    }

    @Test
    void inboxIsWrittenInUpperCaseAtTheTopOnly() {
        assertEquals(Optional.of("INBOX"), parsed("inBox"));
        assertEquals(Optional.of("INBOX/Sub"), parsed("inbox/Sub"));
        assertEquals(Optional.of("a/inbox"), parsed("a/inbox"));
        assertEquals(Optional.of("inboxes"), parsed("inboxes"));
        assertTrue(new MailboxName("INBOX").isInbox());
        assertFalse(new MailboxName("INBOX/Sub").isInbox());
    }

    @Test
    void formsAreComposedAndTheLastDelimiterIsDropped() {
        assertEquals(Optional.of("Bücher"), parsed("Bu\u0308cher"));
        assertEquals(Optional.of("a/b"), parsed("a/b/"));
    }

    @Test
    void whatIsNoNameIsRefused() {
        for (String wrong : List.of(
                "",
                "/",
                "/a",
                "a//b",
                "a/b//",
                "a\u0007",
                "a\r\nb",
                "\u007f",
                "\uD800",
                "x".repeat(1001),
                "ü".repeat(501))) {
            assertEquals(Optional.empty(), parsed(wrong), wrong);
        }
        assertEquals(Optional.empty(), parsed("a/".repeat(32) + "b"));
        assertTrue(parsed("a/".repeat(31) + "b").isPresent());
        assertTrue(parsed("ü".repeat(500)).isPresent());
    }

    @Test
    void hierarchyFollowsTheDelimiter() {
        MailboxName name = new MailboxName("a/b/c");
        assertEquals(List.of(new MailboxName("a"), new MailboxName("a/b")), name.parents());
        assertTrue(name.isBelow(new MailboxName("a/b")));
        assertFalse(new MailboxName("ab").isBelow(new MailboxName("a")));
        assertEquals(Optional.of(new MailboxName("z/c")), name.moved(new MailboxName("a/b"), new MailboxName("z")));
        assertEquals(Optional.empty(), name.moved(new MailboxName("a"), new MailboxName("n".repeat(998))));
    }
}

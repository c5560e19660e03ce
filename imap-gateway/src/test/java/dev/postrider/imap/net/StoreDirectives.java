package dev.postrider.imap.net;

import dev.postrider.imap.fake.FakeStore;
import dev.postrider.imap.fake.SampleMessages;
import dev.postrider.imap.port.FaultKind;
import dev.postrider.testkit.dialogue.DialogueStep;
import java.util.Locale;
import java.util.Optional;

/**
 * What dialogues do to the store: {@code @deliver MAILBOX NAME…} (one message for each name), {@code @large MAILBOX OCTETS}, {@code @backend ok|FAULT},
 * {@code @hints on|off|missed}.
 */
record StoreDirectives(FakeStore store) {
    void perform(DialogueStep.Directive directive) {
        String[] words = directive.arguments().split(" ", -1);
        switch (directive.name()) {
            case "deliver" -> {
                for (int i = 1; i < words.length; i++) {
                    store.deliver(words[0], SampleMessages.named(words[i]));
                }
            }
            case "large" ->
                store.deliver(words[0], "Subject: large\r\n\r\n" + "x".repeat(Integer.parseInt(words[1]) - 18));
            case "backend" ->
                store.fail(
                        words[0].equals("ok")
                                ? Optional.empty()
                                : Optional.of(FaultKind.valueOf(words[0].toUpperCase(Locale.ROOT))));
            case "hints" -> {
                if (words[0].equals("missed")) {
                    store.hintsMissed();
                } else {
                    store.hints(words[0].equals("on"));
                }
            }
            default -> throw new AssertionError("unknown directive @" + directive.name());
        }
    }
}

package dev.postrider.servicekit.net.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionLoopTest {
    /** Writes down what it is brought. An event that names others in brackets causes them: "a[b c]". */
    private static final class Scribe implements SessionLoop.Session<String> {
        final List<String> seen = new ArrayList<>();
        final ArrayDeque<String> input = new ArrayDeque<>();
        final SessionLoop<String> loop = new SessionLoop<>(this);
        private boolean ended;

        @Override
        public @Nullable String nextOfInput() {
            return input.poll();
        }

        @Override
        public void apply(String event) {
            seen.add(event);
            int bracket = event.indexOf('[');
            if (bracket >= 0) {
                for (String caused :
                        event.substring(bracket + 1, event.length() - 1).split(" ", -1)) {
                    loop.post(caused);
                }
                seen.add("done");
            }
            if (event.equals("end")) {
                ended = true;
            }
            if (event.startsWith("bug")) {
                throw new IllegalStateException(event);
            }
        }

        @Override
        public String failed(RuntimeException bug) {
            return "failed: " + bug.getMessage();
        }

        @Override
        public void settle() {
            seen.add("settled");
        }

        @Override
        public boolean hasEnded() {
            return ended;
        }
    }

    private final Scribe scribe = new Scribe();

    @Test
    void whatAnEventCausesIsDoneBeforeTheNextAndComesBeforeTheInput() {
        scribe.input.addAll(List.of("line", "line[answer]", "line"));
        scribe.loop.post("first[x y]");
        assertEquals(
                List.of("first[x y]", "done", "x", "y", "line", "line[answer]", "done", "answer", "line", "settled"),
                scribe.seen);
    }

    @Test
    void afterItsEndASessionHearsOfWhatHappensButTakesNoInput() {
        scribe.input.addAll(List.of("end", "line"));
        scribe.loop.run();
        scribe.loop.post("gone");
        assertEquals(List.of("end", "settled", "gone", "settled"), scribe.seen);
        assertEquals(List.of("line"), List.copyOf(scribe.input));
    }

    @Test
    void aBugTakesTheEventsThatWaitedWithItAndTheLoopGoesOn() {
        scribe.loop.post("first[bug lost]");
        scribe.loop.post("next");
        assertEquals(
                List.of("first[bug lost]", "done", "bug", "failed: bug", "settled", "next", "settled"), scribe.seen);
    }
}

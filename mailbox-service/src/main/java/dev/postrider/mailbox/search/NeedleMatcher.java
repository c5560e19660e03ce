package dev.postrider.mailbox.search;

import dev.postrider.mailbox.message.TextFold;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Looks for several needles at once in a text that comes in pieces. */
final class NeedleMatcher {
    private record Wanted(int leaf, String folded) {}

    /** Pieces are gathered to this size, so that small ones do not cost a look each. */
    private static final int WINDOW_CHARS = 16 * 1024;

    private final List<Wanted> wanted = new ArrayList<>();
    private final StringBuilder window = new StringBuilder();
    private int longest;

    void want(int leaf, String folded) {
        wanted.add(new Wanted(leaf, folded));
        longest = Math.max(longest, folded.length());
    }

    /** Is everything found, or nothing wanted? */
    boolean isDone() {
        return wanted.isEmpty();
    }

    /** The next piece of the text. */
    void accept(CharSequence piece, boolean[] found) {
        if (wanted.isEmpty()) {
            return;
        }
        window.append(piece);
        if (window.length() >= WINDOW_CHARS + overlap()) {
            look(found);
            window.delete(0, window.length() - overlap());
        }
    }

    /** The text ends here; what follows is another one. */
    void end(boolean[] found) {
        if (!wanted.isEmpty() && !window.isEmpty()) {
            look(found);
        }
        window.setLength(0);
    }

    /** What may be the beginning of a needle stays for the next look: folding makes a text at most three times shorter. */
    private int overlap() {
        return 4 * longest + 16;
    }

    private void look(boolean[] found) {
        String folded = TextFold.fold(window.toString());
        for (Iterator<Wanted> each = wanted.iterator(); each.hasNext(); ) {
            Wanted candidate = each.next();
            if (folded.contains(candidate.folded())) {
                found[candidate.leaf()] = true;
                each.remove();
            }
        }
    }
}

package dev.postrider.imap.session;

import java.util.ArrayList;
import java.util.List;

/** Where a session went, and what is to be done. */
public record Step(ImapState state, List<ImapAction> actions) {
    public Step {
        actions = List.copyOf(actions);
    }

    public static Step of(ImapState state, ImapAction... actions) {
        return new Step(state, List.of(actions));
    }

    /** This action last. */
    public Step then(ImapAction last) {
        List<ImapAction> all = new ArrayList<>(actions);
        all.add(last);
        return new Step(state, all);
    }

    /** These actions first. */
    public Step after(List<ImapAction> first) {
        List<ImapAction> all = new ArrayList<>(first);
        all.addAll(actions);
        return new Step(state, all);
    }

    /** This action first. */
    public Step after(ImapAction first) {
        return after(List.of(first));
    }
}

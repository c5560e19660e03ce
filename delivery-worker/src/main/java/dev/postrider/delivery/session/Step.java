package dev.postrider.delivery.session;

import java.util.List;

/** The outcome of one event: the next state, and what to do. */
public record Step(RelayState state, List<RelayAction> actions) {
    public Step {
        actions = List.copyOf(actions);
    }

    static Step to(RelayState state, RelayAction... actions) {
        return new Step(state, List.of(actions));
    }
}

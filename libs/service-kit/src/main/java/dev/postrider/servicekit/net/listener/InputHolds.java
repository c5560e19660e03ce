package dev.postrider.servicekit.net.listener;

import java.util.EnumSet;

/**
 * Why a connection is not read from. It is read again as soon as no cause is left.
 *
 * @param <C> the causes
 */
public final class InputHolds<C extends Enum<C>> {
    private final Wire wire;
    private final EnumSet<C> causes;

    public InputHolds(Wire wire, Class<C> causes) {
        this.wire = wire;
        this.causes = EnumSet.noneOf(causes);
    }

    public void hold(C cause) {
        if (causes.isEmpty()) {
            wire.pause();
        }
        causes.add(cause);
    }

    public void release(C cause) {
        if (causes.remove(cause) && causes.isEmpty()) {
            wire.resume();
        }
    }

    public boolean any() {
        return !causes.isEmpty();
    }

    public boolean has(C cause) {
        return causes.contains(cause);
    }
}

package dev.postrider.mailauth.dkim;

/** Something that was read and found good, or the reason why not. */
public sealed interface Checked<T> {
    record Good<T>(T value) implements Checked<T> {}

    record Bad<T>(DkimReason reason) implements Checked<T> {}
}

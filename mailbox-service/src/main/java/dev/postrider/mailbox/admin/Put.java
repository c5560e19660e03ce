package dev.postrider.mailbox.admin;

/**
 * What a PUT did.
 *
 * @param created false: it existed, and was changed where it differed
 */
public record Put<T>(T entry, boolean created) {}

package dev.postrider.mailbox.admin;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param next where the following part starts; empty: this was the last
 */
public record Page<T>(List<T> items, Optional<String> next) {}

/**
 * The client's side of SMTP: reading replies, reading what EHLO announced, and encoding DATA.
 *
 * <p>Invariants: whatever a server sends, the parser answers with a reply or with one fault, within fixed limits; what the stuffer
 * writes has no bare CR and no bare LF, and ends a message in exactly one way. Knows no sockets, clocks or retries.
 */
@NullMarked
package dev.postrider.smtp.client;

import org.jspecify.annotations.NullMarked;

/**
 * SMTP as RFC 5321 and its extensions write it: replies, the framing of command lines and of DATA, and the grammar of commands.
 *
 * <p>Lines are split off under a size limit before anything looks at them, so rubbish inside one can never become a command;
 * only CRLF ends a line and only CRLF.CRLF ends a message. Everything here is total: no input of a client makes it throw.
 * Pure: it knows no socket, clock or random number, and not which answers a server gives.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.smtp;

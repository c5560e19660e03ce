/**
 * The commands of SMTP, one file per verb: what it needs, what it does, and how it goes on when the answer comes that it waits
 * for.
 *
 * <p>Pure, like the session that calls them. A new verb is a new file here, a case in {@code SmtpSession}, and its dialogues.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.smtp.ingress.command;

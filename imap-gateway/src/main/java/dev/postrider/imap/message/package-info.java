/**
 * What FETCH says about one message: sections, envelope and body structure, as octets on the wire (RFC 3501 s6.4.5, s7.4.2; RFC 9051).
 *
 * <p>Works on the structure that delivery computed ({@link dev.postrider.mail.mime.MimePart}) and says which octets are to be
 * read; it reads none itself. Total: whatever the structure and the request, there is an answer. Pure: it must not know
 * sessions, sockets or gRPC.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.imap.message;

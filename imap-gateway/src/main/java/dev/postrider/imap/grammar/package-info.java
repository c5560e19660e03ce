/**
 * What a client may say, RFC 3501 s9: octets into lines and literals ({@link dev.postrider.imap.grammar.CommandFramer}), those into values that cannot be
 * invalid ({@link dev.postrider.imap.grammar.CommandReader}).
 *
 * <p>Invariants: lines and literals are told apart before anything is parsed, so no octet of a literal can ever become a command; every size has a
 * limit; no input makes anything throw but {@link dev.postrider.imap.grammar.SyntaxFault}, which the parser of commands turns into an answer. Pure: it
 * must not know sessions, sockets or the store.
 */
@NullMarked
package dev.postrider.imap.grammar;

import org.jspecify.annotations.NullMarked;

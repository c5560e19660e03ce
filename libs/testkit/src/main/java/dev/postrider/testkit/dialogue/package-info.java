/**
 * A small language for protocol tests: what the client sends, what the server must answer, in the order in which it happens.
 *
 * <pre>
 * # a comment
 * S: 220 * ESMTP *
 * C: EHLO client.example
 * S: 250-*
 * S~ 250[- ]SIZE \d+
 * @tls
 * 2 C: NOOP
 * 2 S: 250 2.0.0 *
 * C-raw: half a li
 * C-raw: ne\r\n
 * </pre>
 *
 * <p>The rules:
 *
 * <ul>
 *   <li>{@code C: text} is sent with CRLF, {@code C-raw: text} exactly as it stands. Text is UTF-8 with the escapes {@code \r \n \t \0 \xNN} and {@code \\};
 *       a backslash before anything else is itself, so IMAP's flags need no escape.
 *   <li>{@code S: text} is one line of the server without its CRLF, compared octet by octet. {@code *} stands for any octets, except that a leading
 *       <code>"* "</code> is IMAP's untagged mark and that {@code \*} is an asterisk. {@code S~ regex} is a regular expression over the line, each octet one
 *       character. {@code S+: text} is one line like it or more, up to the first that is not: the middle of a long reply. An IMAP literal is what its octets look like as lines.
 *   <li><code>${name}</code> in an {@code S:} line takes any octets and keeps them, or must equal what it kept; in a {@code C} line it is replaced.
 *   <li>A number in front names the connection; without one it is connection 1. A connection opens with its first line.
 *   <li>{@code @name arguments} is for the harness, except {@code @closed} (the server has closed), {@code @silent} (the server says nothing), {@code @close}
 *       (the client goes away) and {@code @modes whole,lines,bytes} (the file holds in these modes only).
 * </ul>
 *
 * <p>One file runs in several modes and against anything that is a {@link dev.postrider.testkit.dialogue.DialoguePeer}: a pure session in memory, or a socket.
 */
@NullMarked
package dev.postrider.testkit.dialogue;

import org.jspecify.annotations.NullMarked;

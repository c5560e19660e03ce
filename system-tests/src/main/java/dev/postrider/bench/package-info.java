/**
 * Benchmarks of the whole system, as {@code ./postrider bench smtp|deliver|imap|hold} runs them.
 *
 * <p>What is measured is CPU per message of all server processes (Kafka and PostgreSQL included) and, where Debian's
 * Postfix and Dovecot are installed, its ratio to theirs in the same run. Absolute times say more about the machine
 * than about the program. Nothing here asserts anything.
 */
@NullMarked
package dev.postrider.bench;

import org.jspecify.annotations.NullMarked;

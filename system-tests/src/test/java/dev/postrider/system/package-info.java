/**
 * The whole system from outside: real processes, a real Kafka and PostgreSQL, and clients that are not ours.
 *
 * <p>What the design promises (I1 to I5: nothing lost, nothing doubled, the right person, the same bytes, UIDs that rise) is held against a ledger of what
 * clients were told, while the processes are killed. This package knows nothing of the services but their settings, ports and protocols.
 */
@NullMarked
package dev.postrider.system;

import org.jspecify.annotations.NullMarked;

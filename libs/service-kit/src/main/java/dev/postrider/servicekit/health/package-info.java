/**
 * Liveness, readiness and dependency checks, and the management port that shows them. Readiness never depends on a dependency: a
 * service that cannot reach its database stays ready and answers with temporary failures.
 */
@NullMarked
package dev.postrider.servicekit.health;

import org.jspecify.annotations.NullMarked;

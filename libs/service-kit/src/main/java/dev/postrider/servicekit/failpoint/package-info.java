/**
 * Named places where a test can crash, fail or delay a process; see the invariants in the design.
 */
@NullMarked
package dev.postrider.servicekit.failpoint;

import org.jspecify.annotations.NullMarked;

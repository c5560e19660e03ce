/**
 * Logging set-up: JSON lines for machines, plain lines for the one-machine launcher. No MDC: facts travel as key-values.
 */
@NullMarked
package dev.postrider.servicekit.log;

import org.jspecify.annotations.NullMarked;

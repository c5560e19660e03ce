/**
 * The operator's commands. {@code postrider domain|account|alias|verify} are each one or a few calls of the admin HTTP API, so they work
 * from any machine that reaches it; they know nothing else of the services. {@code postrider check …} asks DNS, and no service at all.
 *
 * <p>Rules that hold: results go to standard output (tables, or the API's JSON with {@code --json}), everything else to standard error.
 * Exit codes: 0 done, or a check passed; 1 refused, {@code verify} found a breach, or a check did not pass; 2 wrong usage; 3
 * the API or DNS cannot be reached, or is busy. A password
 * comes from standard input or a prompt, never from an argument, and is printed only where it was made here.
 */
@NullMarked
package dev.postrider.deploy.cli;

import org.jspecify.annotations.NullMarked;

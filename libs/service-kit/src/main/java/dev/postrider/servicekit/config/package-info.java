/**
 * Configuration: HOCON with defaults in each module's {@code reference.conf}, a file, the environment and the command line, in rising
 * precedence; read through {@link dev.postrider.servicekit.config.Settings}, which collects every mistake before it complains once.
 */
@NullMarked
package dev.postrider.servicekit.config;

import org.jspecify.annotations.NullMarked;

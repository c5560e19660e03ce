/**
 * The shell of every service: what a process does before its service starts, beside it and when it ends.
 *
 * <p>{@link dev.postrider.servicekit.ServiceMain} is the main of one service in one process, {@link
 * dev.postrider.servicekit.ServiceHost} runs several in one JVM on one Vert.x. The kit must not know what any service does, nor name one
 * beyond the configuration roots that {@link dev.postrider.servicekit.config.Configuration} accepts.
 */
@NullMarked
package dev.postrider.servicekit;

import org.jspecify.annotations.NullMarked;

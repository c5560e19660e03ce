/**
 * The images, as a cluster runs them: each replica is a container of a pod that the chart renders, with exactly its arguments, configuration, secrets, user and
 * confinement; Kafka, PostgreSQL and S3 stand beside them on one network.
 *
 * <p>These tests are part of the build only if it is told which images: {@code -Dpostrider.images=postrider/NAME:VERSION}, as {@code deploy/images/build}
 * prints it. Where Kafka, PostgreSQL and S3 come from is said by the fixtures' properties.
 */
@NullMarked
package dev.postrider.containers;

import org.jspecify.annotations.NullMarked;

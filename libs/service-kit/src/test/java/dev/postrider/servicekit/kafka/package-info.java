/** Tests of the service kit. */
@NullMarked
package dev.postrider.servicekit.kafka;

import org.jspecify.annotations.NullMarked;

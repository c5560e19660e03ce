/** Tests of the service kit. */
@NullMarked
package dev.postrider.servicekit.postgres;

import org.jspecify.annotations.NullMarked;

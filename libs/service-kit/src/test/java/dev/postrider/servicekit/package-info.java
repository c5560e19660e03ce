/** Tests of the service kit. */
@NullMarked
package dev.postrider.servicekit;

import org.jspecify.annotations.NullMarked;

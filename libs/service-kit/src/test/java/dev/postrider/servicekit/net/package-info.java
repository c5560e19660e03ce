/** Tests of the service kit. */
@NullMarked
package dev.postrider.servicekit.net;

import org.jspecify.annotations.NullMarked;

/** Tests of the service kit. */
@NullMarked
package dev.postrider.servicekit.config;

import org.jspecify.annotations.NullMarked;

/**
 * The blob store that the settings ask for.
 */
@NullMarked
package dev.postrider.servicekit.storage;

import org.jspecify.annotations.NullMarked;

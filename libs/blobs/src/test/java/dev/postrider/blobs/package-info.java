/** One contract, run against every implementation of the blob store. */
@NullMarked
package dev.postrider.blobs;

import org.jspecify.annotations.NullMarked;

/** What holds for the whole code base: dependencies between packages, the format of sources, the index of RFCs. */
@NullMarked
package dev.postrider.rules;

import org.jspecify.annotations.NullMarked;

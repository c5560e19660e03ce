/** The fakes by what real clients see of them. */
@NullMarked
package dev.postrider.testkit;

import org.jspecify.annotations.NullMarked;

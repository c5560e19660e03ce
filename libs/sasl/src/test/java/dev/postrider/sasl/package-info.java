@NullMarked
package dev.postrider.sasl;

import org.jspecify.annotations.NullMarked;

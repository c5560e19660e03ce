/** Adapters against real engines. */
@NullMarked
package dev.postrider.delivery.adapter;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.postrider.delivery.admin;

import org.jspecify.annotations.NullMarked;

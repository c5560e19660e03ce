@NullMarked
package dev.postrider.delivery.admin.net;

import org.jspecify.annotations.NullMarked;

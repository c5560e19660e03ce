/** What {@code deploy/images/build} asks of a JVM: to start each service from its staged image once, for its AOT cache and for the figures. */
@NullMarked
package dev.postrider.deploy.images;

import org.jspecify.annotations.NullMarked;

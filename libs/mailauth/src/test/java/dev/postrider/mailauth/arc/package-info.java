/** Known answers, a signer of our own, and everything hostile. */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailauth.arc;

/** Which issuers of OAuth 2.0 tokens are trusted: read by the service that checks tokens and by those that offer to take them. */
@NullMarked
package dev.postrider.servicekit.oauth;

import org.jspecify.annotations.NullMarked;

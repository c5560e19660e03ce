/**
 * PostgreSQL for services: pools from settings, migrations, and transactions that are repeated on serialization failures.
 */
@NullMarked
package dev.postrider.servicekit.postgres;

import org.jspecify.annotations.NullMarked;

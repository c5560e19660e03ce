package dev.postrider.smtp.ingress.adapter.pipeline;

import dev.postrider.smtp.ingress.port.StoredBody;
import dev.postrider.smtp.ingress.session.Candidate;

/**
 * One message, as the steps see it.
 *
 * @param header as it came, with its blank line
 * @param body as it is stored
 */
record Question(Candidate candidate, byte[] header, StoredBody body) {}

package dev.postrider.smtp.ingress.adapter.pipeline;

import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.smtp.ingress.port.StoredBody;
import dev.postrider.smtp.ingress.session.Candidate;

/**
 * One message, as the steps see it.
 *
 * @param header as it came
 * @param signatures what DKIM and ARC need
 * @param body as it is stored
 * @param answers what earlier steps leave to later ones
 */
record Question(Candidate candidate, HeaderBlock header, Signatures signatures, StoredBody body, Answers answers) {}

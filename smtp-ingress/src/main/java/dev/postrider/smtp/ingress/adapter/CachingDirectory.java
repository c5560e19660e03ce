package dev.postrider.smtp.ingress.adapter;

import dev.postrider.sasl.SaslAnswer;
import dev.postrider.sasl.SaslInquiry;
import dev.postrider.servicekit.trace.TraceSpan;
import dev.postrider.smtp.ingress.policy.Resolution;
import dev.postrider.smtp.ingress.port.Directory;
import dev.postrider.smtp.ingress.session.SmtpEvent.SenderCheck;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Remembers what another directory said. While that one is silent, positive answers are used beyond their time; what was never
 * asked is {@link Resolution.Other#UNAVAILABLE}. Logins are never remembered. Thread-safe.
 */
public final class CachingDirectory implements Directory {
    /** After a failure nobody is asked for so long, so that sessions need not each wait for a deadline. */
    private static final long SILENCE_MS = 1000;

    private final Directory inner;
    private final RecentAnswers<String, Resolution> resolutions;
    private final RecentAnswers<Sender, SenderCheck> senders;
    private final LongSupplier nowMs;
    private final AtomicLong silentUntilMs;

    private record Sender(long accountId, String address) {}

    private CachingDirectory(CachingDirectory shared, Directory inner) {
        this.inner = inner;
        this.nowMs = shared.nowMs;
        this.resolutions = shared.resolutions;
        this.senders = shared.senders;
        this.silentUntilMs = shared.silentUntilMs;
    }

    /** How long answers live. */
    public record Lifetimes(Duration positive, Duration negative, Duration stale) {}

    public CachingDirectory(Directory inner, Lifetimes lifetimes, LongSupplier nowMs) {
        this.inner = inner;
        this.nowMs = nowMs;
        this.silentUntilMs = new AtomicLong(Long.MIN_VALUE);
        this.resolutions = new RecentAnswers<>(
                CachingDirectory::isPositive, lifetimes.positive(), lifetimes.negative(), lifetimes.stale(), nowMs);
        this.senders = new RecentAnswers<>(
                check -> check == SenderCheck.ALLOWED,
                lifetimes.positive(),
                lifetimes.negative(),
                lifetimes.stale(),
                nowMs);
    }

    @Override
    public Directory within(TraceSpan span) {
        return span.isOn() ? new CachingDirectory(this, inner.within(span)) : this;
    }

    @Override
    public Future<List<Resolution>> resolve(List<String> addresses, long sizeOctets) {
        List<Resolution> known = new ArrayList<>(addresses.size());
        List<String> unknown = new ArrayList<>();
        for (String address : addresses) {
            Optional<Resolution> fresh = resolutions.fresh(address);
            known.add(fresh.orElse(Resolution.Other.UNAVAILABLE));
            if (fresh.isEmpty()) {
                unknown.add(address);
            }
        }
        if (unknown.isEmpty()) {
            return Future.succeededFuture(known);
        }
        if (isSilent()) {
            return Future.succeededFuture(
                    addresses.stream().map(this::remembered).toList());
        }
        return inner.resolve(unknown, sizeOctets)
                .map(answers -> {
                    for (int i = 0; i < unknown.size() && i < answers.size(); i++) {
                        remember(unknown.get(i), answers.get(i));
                    }
                    return merged(addresses, known, unknown, answers);
                })
                .recover(fault -> {
                    silence();
                    return Future.succeededFuture(
                            addresses.stream().map(this::remembered).toList());
                });
    }

    @Override
    public Future<SenderCheck> maySendAs(long accountId, String address) {
        Sender sender = new Sender(accountId, address);
        Optional<SenderCheck> fresh = senders.fresh(sender);
        if (fresh.isPresent()) {
            return Future.succeededFuture(fresh.get());
        }
        if (isSilent()) {
            return Future.succeededFuture(senders.stale(sender).orElse(SenderCheck.UNAVAILABLE));
        }
        return inner.maySendAs(accountId, address)
                .map(check -> {
                    senders.put(sender, check);
                    return check;
                })
                .recover(fault -> {
                    silence();
                    return Future.succeededFuture(senders.stale(sender).orElse(SenderCheck.UNAVAILABLE));
                });
    }

    @Override
    public Future<SaslAnswer> authenticate(SaslInquiry inquiry, String clientAddress) {
        return inner.authenticate(inquiry, clientAddress);
    }

    private static List<Resolution> merged(
            List<String> addresses, List<Resolution> known, List<String> unknown, List<Resolution> answers) {
        List<Resolution> all = new ArrayList<>(addresses.size());
        int next = 0;
        for (int i = 0; i < addresses.size(); i++) {
            boolean asked = next < unknown.size() && unknown.get(next).equals(addresses.get(i));
            all.add(asked ? next < answers.size() ? answers.get(next) : Resolution.Other.UNAVAILABLE : known.get(i));
            next += asked ? 1 : 0;
        }
        return all;
    }

    /** A full mailbox depends on the message's size, and is told by the directory each time. */
    private void remember(String address, Resolution resolution) {
        if (resolution != Resolution.Other.UNAVAILABLE && resolution != Resolution.Other.OVER_QUOTA) {
            resolutions.put(address, resolution);
        }
    }

    private Resolution remembered(String address) {
        return resolutions.fresh(address).or(() -> resolutions.stale(address)).orElse(Resolution.Other.UNAVAILABLE);
    }

    private static boolean isPositive(Resolution resolution) {
        return resolution instanceof Resolution.Local || resolution == Resolution.Other.REMOTE;
    }

    private boolean isSilent() {
        return nowMs.getAsLong() < silentUntilMs.get();
    }

    private void silence() {
        silentUntilMs.set(nowMs.getAsLong() + SILENCE_MS);
    }
}

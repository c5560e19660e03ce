package dev.postrider.mailbox.directory.adapter;

import com.google.protobuf.ByteString;
import dev.postrider.contracts.AuthenticateRequest;
import dev.postrider.contracts.AuthenticateResponse;
import dev.postrider.contracts.AuthenticateTokenRequest;
import dev.postrider.contracts.DirectoryService;
import dev.postrider.contracts.FinishScramRequest;
import dev.postrider.contracts.FinishScramResponse;
import dev.postrider.contracts.LocalTarget;
import dev.postrider.contracts.MaySendAsRequest;
import dev.postrider.contracts.MaySendAsResponse;
import dev.postrider.contracts.Resolution;
import dev.postrider.contracts.ResolveRequest;
import dev.postrider.contracts.ResolveResponse;
import dev.postrider.contracts.StartScramRequest;
import dev.postrider.contracts.StartScramResponse;
import dev.postrider.contracts.Target;
import dev.postrider.mail.Address;
import dev.postrider.mail.OctetString;
import dev.postrider.mailbox.directory.Answer;
import dev.postrider.mailbox.directory.Destination;
import dev.postrider.mailbox.directory.DirectoryGraph;
import dev.postrider.mailbox.directory.LoginOutcome;
import dev.postrider.mailbox.directory.LoginSource;
import dev.postrider.mailbox.directory.Logins;
import dev.postrider.mailbox.directory.MailProtocol;
import dev.postrider.mailbox.directory.ScramAuthenticator;
import dev.postrider.mailbox.directory.policy.AddressResolver;
import dev.postrider.mailbox.directory.port.DirectoryReader;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code directory.proto}. A database that does not answer is UNAVAILABLE; everything else is a normal answer. */
public final class GrpcDirectory extends DirectoryService {
    private static final Logger log = LoggerFactory.getLogger(GrpcDirectory.class);
    private static final int MAX_ADDRESSES = 100;

    private final DirectoryReader reader;
    private final AddressResolver resolver;
    private final Optional<Address> configuredPostmaster;
    private final Logins logins;
    private final DirectoryMeters meters;

    GrpcDirectory(
            DirectoryReader reader,
            AddressResolver resolver,
            Optional<Address> configuredPostmaster,
            Logins logins,
            DirectoryMeters meters) {
        this.reader = reader;
        this.resolver = resolver;
        this.configuredPostmaster = configuredPostmaster;
        this.logins = logins;
        this.meters = meters;
    }

    @Override
    public Future<ResolveResponse> resolve(ResolveRequest request) {
        if (request.getAddressesCount() > MAX_ADDRESSES || request.getSizeOctets() < 0) {
            return Future.failedFuture(new StatusException(
                    GrpcStatus.INVALID_ARGUMENT, "at most " + MAX_ADDRESSES + " addresses, and a size not below 0"));
        }
        List<String> questions = List.copyOf(request.getAddressesList());
        return graph(questions).compose(graph -> answerAll(questions, graph, request.getSizeOctets()));
    }

    private Future<ResolveResponse> answerAll(List<String> questions, DirectoryGraph graph, long sizeOctets) {
        if (!graph.complete() && questions.size() > 1) {
            return oneByOne(questions, sizeOctets);
        }
        ResolveResponse.Builder response = ResolveResponse.newBuilder();
        questions.forEach(question -> response.addResolutions(answer(question, graph, sizeOctets)));
        return Future.succeededFuture(response.build());
    }

    /** Together they lead to more than is read at once: large lists must not spoil their neighbours' answers. */
    private Future<ResolveResponse> oneByOne(List<String> questions, long sizeOctets) {
        Future<List<Resolution>> done = Future.succeededFuture(new ArrayList<>());
        for (String question : questions) {
            done = done.compose(resolutions -> graph(List.of(question)).map(graph -> {
                resolutions.add(answer(question, graph, sizeOctets));
                return resolutions;
            }));
        }
        return done.map(resolutions ->
                ResolveResponse.newBuilder().addAllResolutions(resolutions).build());
    }

    private Resolution answer(String question, DirectoryGraph graph, long sizeOctets) {
        Answer answer = resolver.resolve(question, graph, sizeOctets);
        if (answer instanceof Answer.Misconfigured(Answer.Fault fault)) {
            log.atWarn()
                    .addKeyValue("address", question)
                    .addKeyValue("fault", fault)
                    .log("the aliases of this address lead nowhere; its mail is refused");
        }
        Resolution resolution = resolutionOf(answer);
        meters.resolved(resolution.getStatus());
        return resolution;
    }

    private Future<DirectoryGraph> graph(List<String> questions) {
        List<Address> seeds = new ArrayList<>(questions.size() + 1);
        boolean barePostmaster = false;
        for (String question : questions) {
            barePostmaster |= question.equalsIgnoreCase(AddressResolver.POSTMASTER);
            Address.parse(question).map(Address::canonical).ifPresent(seeds::add);
        }
        configuredPostmaster.map(Address::canonical).ifPresent(seeds::add);
        return reader.graph(seeds, barePostmaster).recover(GrpcDirectory::unavailable);
    }

    @Override
    public Future<AuthenticateResponse> authenticate(AuthenticateRequest request) {
        LoginSource source = source(request.getClientIp(), request.getProtocol());
        return logins.passwords()
                .authenticate(request.getLogin(), request.getPassword(), source)
                .map(outcome -> answered("password", request.getLogin(), source, responseOf(outcome)))
                .recover(GrpcDirectory::unavailable);
    }

    @Override
    public Future<StartScramResponse> startScram(StartScramRequest request) {
        return logins.scram()
                .start(request.getLogin(), source(request.getClientIp(), request.getProtocol()))
                .map(start -> switch (start) {
                    case ScramAuthenticator.Start.Throttled() ->
                        StartScramResponse.newBuilder()
                                .setResult(AuthenticateResponse.Result.THROTTLED)
                                .build();
                    case ScramAuthenticator.Start.Parameters(OctetString salt, int iterations) ->
                        StartScramResponse.newBuilder()
                                .setResult(AuthenticateResponse.Result.OK)
                                .setSalt(ByteString.copyFrom(salt.toByteArray()))
                                .setIterations(iterations)
                                .build();
                })
                .recover(GrpcDirectory::unavailable);
    }

    @Override
    public Future<FinishScramResponse> finishScram(FinishScramRequest request) {
        LoginSource source = source(request.getClientIp(), request.getProtocol());
        return logins.scram()
                .finish(
                        request.getLogin(),
                        request.getAuthMessage(),
                        request.getClientProof().toByteArray(),
                        source)
                .map(finish -> FinishScramResponse.newBuilder()
                        .setOutcome(answered("scram", request.getLogin(), source, responseOf(finish.outcome())))
                        .setServerSignature(finish.serverSignature()
                                .map(signature -> ByteString.copyFrom(signature.toByteArray()))
                                .orElse(ByteString.EMPTY))
                        .build())
                .recover(GrpcDirectory::unavailable);
    }

    @Override
    public Future<AuthenticateResponse> authenticateToken(AuthenticateTokenRequest request) {
        LoginSource source = source(request.getClientIp(), request.getProtocol());
        return logins.tokens()
                .authenticate(request.getLogin(), request.getToken(), source)
                .map(outcome -> answered("token", request.getLogin(), source, responseOf(outcome)))
                .recover(GrpcDirectory::unavailable);
    }

    private static LoginSource source(String clientIp, String protocol) {
        return new LoginSource(clientIp, MailProtocol.of(protocol));
    }

    private AuthenticateResponse answered(
            String kind, String login, LoginSource source, AuthenticateResponse response) {
        meters.authenticated(response.getResult());
        log.atDebug()
                .addKeyValue("kind", kind)
                .addKeyValue("login", login)
                .addKeyValue("clientIp", source.clientIp())
                .addKeyValue(
                        "protocol", source.protocol().map(MailProtocol::label).orElse("other"))
                .addKeyValue("result", response.getResult())
                .log("login");
        return response;
    }

    @Override
    public Future<MaySendAsResponse> maySendAs(MaySendAsRequest request) {
        return graph(List.of(request.getAddress()))
                .map(graph -> MaySendAsResponse.newBuilder()
                        .setAllowed(resolver.maySendAs(request.getAccountId(), request.getAddress(), graph))
                        .build());
    }

    private static <T> Future<T> unavailable(Throwable failure) {
        // Without a stack trace: while PostgreSQL is away there is one for every call.
        log.atWarn().addKeyValue("reason", failure).log("the directory cannot be read");
        return Future.failedFuture(
                new StatusException(GrpcStatus.UNAVAILABLE, "the directory cannot be read at the moment"));
    }

    private static Resolution resolutionOf(Answer answer) {
        Resolution.Builder resolution = Resolution.newBuilder();
        switch (answer) {
            case Answer.Local(List<Destination> destinations) -> {
                resolution.setStatus(Resolution.Status.LOCAL);
                destinations.forEach(destination -> resolution.addTargets(targetOf(destination)));
            }
            case Answer.Remote(Address address) ->
                resolution.setStatus(Resolution.Status.REMOTE).addTargets(targetOf(new Destination.Forward(address)));
            case Answer.UnknownUser() -> resolution.setStatus(Resolution.Status.UNKNOWN_USER);
            case Answer.Disabled _, Answer.Misconfigured _ -> resolution.setStatus(Resolution.Status.DISABLED);
            case Answer.OverQuota() -> resolution.setStatus(Resolution.Status.OVER_QUOTA);
        }
        return resolution.build();
    }

    private static Target targetOf(Destination destination) {
        return switch (destination) {
            case Destination.Mailbox(long accountId, String detail) ->
                Target.newBuilder()
                        .setLocal(
                                LocalTarget.newBuilder().setAccountId(accountId).setDetail(detail))
                        .build();
            case Destination.Forward(Address address) ->
                Target.newBuilder().setRemoteAddress(address.toString()).build();
        };
    }

    private static AuthenticateResponse responseOf(LoginOutcome outcome) {
        AuthenticateResponse.Builder response = AuthenticateResponse.newBuilder();
        return switch (outcome) {
            case LoginOutcome.Accepted(long accountId, String login) ->
                response.setResult(AuthenticateResponse.Result.OK)
                        .setAccountId(accountId)
                        .setLogin(login)
                        .build();
            case LoginOutcome.Invalid() ->
                response.setResult(AuthenticateResponse.Result.INVALID).build();
            case LoginOutcome.Disabled() ->
                response.setResult(AuthenticateResponse.Result.DISABLED).build();
            case LoginOutcome.Throttled() ->
                response.setResult(AuthenticateResponse.Result.THROTTLED).build();
        };
    }
}

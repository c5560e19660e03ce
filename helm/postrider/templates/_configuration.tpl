{{- /*
service.conf: HOCON, written as JSON. Only what the chart knows better than the services' defaults; the values' `config` goes over it.
Parameters: root, key, about, component, values.
*/}}
{{- define "postrider.configuration" -}}
{{- $conf := include "postrider.config.shared" . | fromYaml }}
{{- $own := include (printf "postrider.config.%s" .key) . | fromYaml }}
{{- mergeOverwrite $conf $own (deepCopy .values.config) | toPrettyJson }}
{{- end }}

{{- define "postrider.config.shared" -}}
{{- $v := .root.Values }}
drain:
  timeout: {{ add .values.drain.seconds 5 }}s
  # Load balancers are waited for by the preStop hook.
  delay: 0s
{{ include "postrider.config.stores" (dict "root" .root "uses" .about.uses) }}
{{- if has "mailbox-service" .about.uses }}
clients:
  mailbox-service: {{ include "postrider.fullname" .root }}-mailbox-service:9610
{{- end }}
{{- if has "mail-tls" .about.uses }}
tls:
  certificate: /etc/postrider/tls/mail/tls.crt
  key: /etc/postrider/tls/mail/tls.key
{{- end }}
{{- if and $v.internalTls.enabled (or (has "mailbox-service" .about.uses) (has "internal-server" .about.uses)) }}
internal-tls:
  enabled: true
  certificate: /etc/postrider/tls/internal/tls.crt
  key: /etc/postrider/tls/internal/tls.key
  authorities: /etc/postrider/tls/internal/ca.crt
  {{- if and (has "internal-server" .about.uses) $v.internalTls.certManager.enabled }}
  allowed-names:
    {{- range list "smtp-ingress" "delivery-worker" "imap-gateway" }}
    - {{ include "postrider.componentName" (dict "root" $.root "component" .) }}
    {{- end }}
  {{- end }}
{{- end }}
{{- with $v.tracing.otlpEndpoint }}
tracing:
  otlp-endpoint: {{ . | quote }}
  sample-ratio: {{ $v.tracing.sampleRatio }}
{{- end }}
{{- end }}

{{- /* Kafka, PostgreSQL and blobs: what the prepare Job has too. Parameters: root, uses. */}}
{{- define "postrider.config.stores" -}}
{{- $v := .root.Values }}
{{- if has "kafka" .uses }}
kafka:
  bootstrap-servers: {{ join "," $v.kafka.bootstrapServers | quote }}
  create-topics: {{ not (or $v.prepare.enabled $v.kafka.strimzi.enabled) }}
  replication-factor: {{ int $v.kafka.replicationFactor }}
  min-insync-replicas: {{ int $v.kafka.minInsyncReplicas }}
  partitions: {{ int $v.kafka.partitions }}
  {{- if $v.kafka.tls.enabled }}
  tls:
    enabled: true
    {{- if $v.kafka.tls.caSecret }}
    authorities: /etc/postrider/tls/kafka/ca.crt
    {{- end }}
    {{- if $v.kafka.tls.existingSecret }}
    certificate: /etc/postrider/tls/kafka/tls.crt
    key: /etc/postrider/tls/kafka/tls.key
    {{- end }}
  {{- end }}
  {{- $properties := deepCopy $v.kafka.properties }}
  {{- with $v.kafka.sasl }}
  {{- if .mechanism }}
  {{- $module := ternary "plain.PlainLoginModule" "scram.ScramLoginModule" (eq .mechanism "PLAIN") }}
  {{- /* Kafka's own reader of secrets in files. */}}
  {{- $sasl := dict
        "security.protocol" (ternary "SASL_SSL" "SASL_PLAINTEXT" $v.kafka.tls.enabled)
        "sasl.mechanism" .mechanism
        "sasl.jaas.config" (printf "org.apache.kafka.common.security.%s required username=%s password=\"${secret:/etc/postrider/secrets/kafka:password}\";" $module (.username | quote))
        "config.providers" "secret"
        "config.providers.secret.class" "org.apache.kafka.common.config.provider.DirectoryConfigProvider"
        "config.providers.secret.param.allowed.paths" "/etc/postrider/secrets/kafka" }}
  {{- $properties = mergeOverwrite $sasl $properties }}
  {{- end }}
  {{- end }}
  {{- with $properties }}
  properties:
    {{- range $name, $value := . }}
    {{ $name | quote }}: {{ $value | toString | quote }}
    {{- end }}
  {{- end }}
{{- end }}
{{- if has "postgres" .uses }}
postgres:
  host: {{ $v.postgres.host | quote }}
  port: {{ int $v.postgres.port }}
  database: {{ $v.postgres.database | quote }}
  user: {{ $v.postgres.user | quote }}
  password: file:/etc/postrider/secrets/postgres/password
  pool-size: {{ int $v.postgres.poolSize }}
  migrate: {{ not $v.prepare.enabled }}
  tls: {{ $v.postgres.tls.mode }}
  {{- if $v.postgres.tls.caSecret }}
  tls-trust: /etc/postrider/tls/postgres/ca.crt
  {{- end }}
  {{- if $v.postgres.tls.existingSecret }}
  tls-certificate: /etc/postrider/tls/postgres/tls.crt
  tls-key: /etc/postrider/tls/postgres/tls.key
  {{- end }}
{{- end }}
{{- if has "blobs" .uses }}
blobs:
  type: {{ $v.blobs.type }}
  {{- if eq $v.blobs.type "s3" }}
  s3:
    endpoint: {{ $v.blobs.s3.endpoint | quote }}
    region: {{ $v.blobs.s3.region | quote }}
    bucket: {{ $v.blobs.s3.bucket | quote }}
    prefix: {{ $v.blobs.s3.prefix | quote }}
    path-style: {{ $v.blobs.s3.pathStyle }}
    {{- if $v.blobs.s3.existingSecret }}
    access-key-id: {{ $v.blobs.s3.accessKeyId | quote }}
    secret-access-key: file:/etc/postrider/secrets/s3/secret-access-key
    {{- end }}
  {{- else }}
  directory: /var/lib/postrider/blobs
  {{- end }}
{{- end }}
{{- end }}

{{- define "postrider.config.smtpIngress" -}}
smtp-ingress:
  hostname: {{ .root.Values.hostname | quote }}
  drain: {{ int .values.drain.seconds }}s
  {{- include "postrider.config.listeners" .values.listeners | nindent 2 }}
{{- end }}

{{- define "postrider.config.deliveryWorker" -}}
delivery-worker:
  hostname: {{ .root.Values.hostname | quote }}
  drain-grace: {{ int .values.drain.seconds }}s
  {{- include "postrider.config.admin" .values.admin | nindent 2 }}
  relay:
    own-names: {{ toJson .root.Values.ownNames }}
    {{- with .values.smartHost }}
    {{- if .host }}
    smart-host:
      host: {{ .host | quote }}
      port: {{ int .port }}
      tls: {{ .tls }}
      {{- if .login }}
      login: {{ .login | quote }}
      password: file:/etc/postrider/secrets/smart-host/password
      {{- end }}
    {{- end }}
    {{- end }}
{{- end }}

{{- define "postrider.config.mailboxService" -}}
mailbox-service:
  drain: {{ int .values.drain.seconds }}s
  {{- include "postrider.config.admin" .values.admin | nindent 2 }}
{{- end }}

{{- define "postrider.config.admin" -}}
admin:
  {{- if .enabled }}
  # For pods that the NetworkPolicy lets in; with internalTls it speaks TLS.
  host: 0.0.0.0
  token: file:/etc/postrider/secrets/admin/token
  {{- else }}
  host: 127.0.0.1
  {{- end }}
{{- end }}

{{- define "postrider.config.imapGateway" -}}
imap-gateway:
  timeouts:
    drain: {{ int .values.drain.seconds }}s
  {{- include "postrider.config.listeners" .values.listeners | nindent 2 }}
{{- end }}

{{- define "postrider.config.listeners" -}}
listeners:
  {{- range $name, $listener := . }}
  {{ $name }}:
    enabled: {{ $listener.enabled }}
    proxy-protocol: {{ $listener.proxyProtocol.enabled }}
    {{- if $listener.proxyProtocol.enabled }}
    proxy-protocol-from: {{ toJson $listener.proxyProtocol.from }}
    {{- end }}
    {{- with $listener.policy }}
    policy: {{ toJson . }}
    {{- end }}
  {{- end }}
{{- end }}

;;; ampd-options.el --- What a user can set of ampd  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; The customization group, the options that several files read, and the faces.

;;; Code:

(defgroup ampd nil
  "Chat with AI agents through ampd."
  :group 'tools
  :prefix "ampd-")

(defcustom ampd-command nil
  "The command that starts ampd, as a program or a list of it and its arguments.
When nil, it is `ampd' on variable `exec-path', or the one that was built
beside this package."
  :type '(choice (const :tag "Find it" nil)
                 (string :tag "Program")
                 (repeat :tag "Program and arguments" string)))

(defcustom ampd-node-program "node"
  "Node.js, 20.19 or later, which runs the ampd that was built beside this package."
  :type 'string)

(defcustom ampd-profile nil
  "The profile of new sessions; nil for the default of ampd's settings.
\"demo\" needs no key and no network."
  :type '(choice (const :tag "The default of the settings" nil) string)
  :safe #'stringp)

(defcustom ampd-busy-action 'queue
  "What a prompt does that is sent while a turn runs."
  :type '(choice (const :tag "It waits for its turn" queue)
                 (const :tag "It joins the running turn" steer)))

(defcustom ampd-open-items nil
  "Kinds of items that are shown open; what has failed is open always."
  :type '(set (const :tag "Thoughts" thought) (const :tag "Tools" tool)))

(defcustom ampd-max-line-chars 2000
  "Characters of a line that are shown; the rest is a button."
  :type 'natnum)

(defcustom ampd-max-item-lines 200
  "Lines of an item that are shown; the whole is behind a button."
  :type 'natnum)

(defcustom ampd-approval-functions (list 'ampd-tools-approve)
  "Functions that may answer for you when ampd asks whether something may happen.
Each is called with the request, a plist of :toolCall, :prompt, :options,
:detail and others, until one answers the :kind of an option, such as
\"allow_once\" or \"deny_once\".  When none does, you are asked.
`ampd-tools-approve' lets agents read what you have open in the project."
  :type 'hook)

(defcustom ampd-offer-tools t
  "Whether agents are offered this Emacs's buffers, diagnostics and region."
  :type 'boolean)

(defcustom ampd-guard-unsaved t
  "Whether agents are kept from files whose buffer has unsaved changes."
  :type 'boolean)

(defcustom ampd-traffic-size 500
  "Messages to and from ampd that `ampd-traffic' shows; 0 for none."
  :type 'natnum)

(defcustom ampd-session-ready-hook nil
  "Run in the chat buffer when its session can be talked to."
  :type 'hook)

(defcustom ampd-turn-end-hook nil
  "Run in the chat buffer when a turn is over."
  :type 'hook)

(defcustom ampd-question-hook nil
  "Run in the chat buffer when a question waits for you."
  :type 'hook)

(defcustom ampd-file-changed-functions nil
  "Called with the name of each file that an agent has written."
  :type 'hook)

(defface ampd-prompt '((t :inherit minibuffer-prompt))
  "What you said.")
(defface ampd-item '((t :inherit font-lock-keyword-face))
  "The line of a thought or a tool.")
(defface ampd-body '((t :inherit shadow))
  "What a thought or a tool has inside.")
(defface ampd-failed '((t :inherit error))
  "What has failed.")
(defface ampd-question '((t :inherit warning))
  "What waits for your answer.")
(defface ampd-note '((t :inherit font-lock-comment-face))
  "What ampd tells beside the answer.")

(provide 'ampd-options)
;;; ampd-options.el ends here
